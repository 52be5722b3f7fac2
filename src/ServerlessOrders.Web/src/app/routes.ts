import type { ComponentType } from 'preact'
import type { TextKey } from '../i18n/i18n.ts'

/** What a page is given: the values of its address. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

type PageModule = { default: ComponentType<PageProps> }

/** A page: its address below `#`, its title, and its module, which is loaded when it is first shown. */
export interface Route {
  readonly path: string
  readonly title: TextKey
  readonly load: () => Promise<PageModule>
  /** Shown without a session: always, or if this service shows its catalog to anybody. */
  readonly open?: 'always' | 'with-catalog'
}

export const routes: readonly Route[] = [
  { path: '/', title: 'nav.catalog', load: () => import('../pages/catalog/CollectionsPage.tsx'), open: 'with-catalog' },
  { path: '/search', title: 'nav.catalog', load: () => import('../pages/catalog/SearchPage.tsx'), open: 'with-catalog' },
  { path: '/products/:collection/:item', title: 'nav.catalog', load: () => import('../pages/product/ProductPage.tsx'), open: 'with-catalog' },
  { path: '/basket', title: 'nav.basket', load: () => import('../pages/basket/BasketPage.tsx') },
  { path: '/orders', title: 'nav.orders', load: () => import('../pages/orders/OrdersPage.tsx') },
  { path: '/orders/:id', title: 'nav.orders', load: () => import('../pages/order/OrderPage.tsx') },
  { path: '/operators', title: 'nav.operators', load: () => import('../pages/operators/OperatorsPage.tsx') },
  { path: '/sign-in', title: 'signin.title', load: () => import('../pages/signin/SignInPage.tsx'), open: 'always' },
]
