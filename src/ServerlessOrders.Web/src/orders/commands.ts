import { serviceBase } from '../api/base.ts'

/** A command that fetches an order on any machine; the token comes from the environment, so that it stays out of histories. */
export interface Command {
  readonly program: string
  readonly text: string
}

const bearer = '"Authorization: Bearer $ORDERS_TOKEN"'

/** The commands for an order: each goes on where it stopped if it is run again. */
export function commandsFor(orderId: number, base = serviceBase): readonly Command[] {
  const order = `${base}/user/orders/${orderId}`
  const zip = `order-${orderId}.zip`
  return [
    { program: 'orders', text: `orders get ${orderId} order-${orderId} --url ${base}` },
    { program: 'curl', text: `curl --fail --retry 100 --retry-all-errors -C - -o ${zip} -H ${bearer} ${order}/download` },
    { program: 'wget', text: `wget -c --tries=0 --waitretry=1 -O ${zip} --header=${bearer} ${order}/download` },
    { program: 'aria2', text: `curl --fail -o order-${orderId}.meta4 -H ${bearer} -H "Accept: application/metalink4+xml" ${order}/metalink/download && aria2c -M order-${orderId}.meta4 -d order-${orderId} -c -x8` },
  ]
}
