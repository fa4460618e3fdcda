/** An order in the system of the shop. */
export interface Order {
  readonly number: string
  readonly item: string
  readonly status: 'packed' | 'shipped' | 'delivered'
  readonly arrives: string
}

const orders: readonly Order[] = [
  { number: '4711', item: 'The Left Hand of Darkness', status: 'shipped', arrives: 'Thursday' },
  { number: '4712', item: 'A Field Guide to Lichens', status: 'packed', arrives: 'Monday' },
  { number: '4713', item: 'The Sea Around Us', status: 'delivered', arrives: 'yesterday' },
]

/** The order with this number, or `undefined`. */
export function findOrder(number: string): Order | undefined {
  return orders.find((order) => order.number === number)
}
