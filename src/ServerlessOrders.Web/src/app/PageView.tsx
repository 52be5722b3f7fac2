import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { pagesConfig } from '../auth/config.ts'
import { session } from '../auth/session.ts'
import { Busy } from '../components/Busy.tsx'
import { Empty } from '../components/Empty.tsx'
import { Lazily } from '../components/Lazily.tsx'
import { t } from '../i18n/i18n.ts'
import { SignIn } from '../pages/signin/SignIn.tsx'
import { href, matchPath } from './match.ts'
import { place } from './router.ts'
import { routes, type Route } from './routes.ts'
import { useLoad } from './useLoad.ts'

/** The page of the current place: loads its module, moves the focus to it, names the tab after it. */
export function PageView() {
  const { path, query } = place.value
  const found = findRoute(path)
  useFocusOnArrival(path)
  useEffect(() => {
    document.title = `${t(found?.route.title ?? 'page.missing')} · ${t('app.name')}`
  })
  if (!found) {
    return (
      <Empty title={t('page.missing')} hint={t('page.missing.hint')}>
        <a class="button primary" href={href('/')}>{t('nav.catalog')}</a>
      </Empty>
    )
  }
  const page = <Lazily key={path} load={found.route.load} props={{ params: found.params, query }} />
  if (session.value || found.route.open === 'always') return page
  return found.route.open === 'with-catalog' ? <OfOpenCatalog>{page}</OfOpenCatalog> : <SignIn />
}

/** A page of the catalog for who has not signed in. */
function OfOpenCatalog({ children }: { children: ComponentChildren }) {
  const config = useLoad(() => pagesConfig(), [])
  if (config.value?.publicCatalog) return <>{children}</>
  return config.loading ? <Busy /> : <SignIn />
}

function findRoute(path: string): { route: Route; params: Readonly<Record<string, string>> } | undefined {
  for (const route of routes) {
    const params = matchPath(route.path, path)
    if (params) return { route, params }
  }
  return undefined
}

/** Who comes by keyboard or screen reader goes on reading at the new page, not at the link that is gone. */
function useFocusOnArrival(path: string): void {
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    document.getElementById('content')?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [path])
}
