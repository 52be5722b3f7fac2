import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { serviceUrl } from '../api/base.ts'
import { endSession, operates, session } from '../auth/session.ts'
import { basket, loadBasket, productsIn } from '../basket/basket.ts'
import { NoticeBar } from '../components/NoticeBar.tsx'
import { language, languages, setLanguage, t, type Language, type TextKey } from '../i18n/i18n.ts'
import icon from '../styles/icon.svg'
import { href } from './match.ts'
import { place } from './router.ts'

const sections: readonly { path: string; text: TextKey; below: readonly string[]; operators?: boolean }[] = [
  { path: '/', text: 'nav.catalog', below: ['/search', '/products'] },
  { path: '/basket', text: 'nav.basket', below: [] },
  { path: '/orders', text: 'nav.orders', below: ['/orders'] },
  { path: '/operators', text: 'nav.operators', below: [], operators: true },
]

/** What stands around every page: the way to the others, the language, who is signed in. */
export function Layout({ children }: { children: ComponentChildren }) {
  const inBasket = productsIn(basket.value)
  const signedIn = session.value !== undefined
  useEffect(() => {
    // A basket that cannot be counted is no problem of the page that is shown.
    if (signedIn) loadBasket().catch(() => undefined)
    else basket.value = undefined
  }, [signedIn])
  return (
    <>
      <button class="skip" onClick={() => document.getElementById('content')?.focus()}>{t('app.skip')}</button>
      <header class="top">
        <div class="top-inner">
          <a class="brand" href={href('/')}>
            <img src={icon} alt="" width="28" height="28" />
            <span>{t('app.name')}</span>
          </a>
          <nav class="sections" aria-label={t('app.menu')}>
            {sections.filter(section => !section.operators || operates.value).map(section => (
              <a key={section.path} href={href(section.path)} aria-current={isIn(section) ? 'page' : undefined}>
                {t(section.text)}
                {section.path === '/basket' && inBasket > 0 && <span class="count" aria-label={t('unit.products', { n: inBasket })}>{inBasket.toLocaleString(language())}</span>}
              </a>
            ))}
          </nav>
          <div class="top-end">
            <LanguageSwitch />
            <Who />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>{children}</main>
      <NoticeBar />
      <footer class="bottom">
        <a href={serviceUrl('/docs')}>{t('nav.api')}</a>
        <a href={serviceUrl('/openapi.json')}>OpenAPI</a>
      </footer>
    </>
  )
}

function isIn({ path, below }: { path: string; below: readonly string[] }): boolean {
  const here = place.value.path
  return here === path || below.some(start => here.startsWith(`${start}/`) || here === start)
}

function LanguageSwitch() {
  return (
    <select class="language" aria-label={t('app.language')} value={language()} onChange={event => void setLanguage(event.currentTarget.value as Language)}>
      {Object.entries(languages).map(([code, name]) => <option key={code} value={code} lang={code}>{name}</option>)}
    </select>
  )
}

function Who() {
  const who = session.value
  if (!who) return <a class="button" href={href('/sign-in')}>{t('signin.title')}</a>
  return (
    <div class="who">
      <span class="who-name" title={[who.name, who.role, who.tenant].filter(Boolean).join(' · ')}>{who.name}</span>
      <button class="button quiet" onClick={endSession}>{t('signin.out')}</button>
    </div>
  )
}
