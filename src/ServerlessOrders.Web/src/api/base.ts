/** Where the service is: the folder of the page itself, so that a prefix before the service needs no setting. */
export const serviceBase: string = new URL('.', location.href).href.replace(/\/$/, '')

/** The absolute address of a path of the service, such as `/stac`. */
export function serviceUrl(path: string): string {
  return serviceBase + path
}
