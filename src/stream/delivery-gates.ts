/** When the parts of a replayed answer may reach the client, and how. `undefined` means at once. */
export interface DeliveryGates {
  /**
   * @param index of the piece in `chunks`.
   * @param from place of its first byte in the body.
   * @param to place behind its last byte.
   */
  piece(index: number, from?: number, to?: number): Promise<void> | undefined
  end(): Promise<void> | undefined
  /** Changes a piece that may reach the client. */
  bytes?(piece: Uint8Array, from: number): Uint8Array
}
