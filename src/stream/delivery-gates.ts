/** When the parts of a replayed answer may reach the client. `undefined` means at once. */
export interface DeliveryGates {
  /** @param index of the piece in `chunks`. */
  piece(index: number): Promise<void> | undefined
  end(): Promise<void> | undefined
}
