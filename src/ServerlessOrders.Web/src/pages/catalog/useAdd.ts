import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../../api/problem.ts'
import type { SelectionRequest } from '../../api/types.ts'
import { href } from '../../app/match.ts'
import { say } from '../../app/notices.ts'
import { go } from '../../app/router.ts'
import { session } from '../../auth/session.ts'
import { addToBasket, basket, productsIn } from '../../basket/basket.ts'
import { keepSelections } from '../../basket/kept.ts'
import { t } from '../../i18n/i18n.ts'

interface Adding {
  readonly adding: boolean
  readonly problem: Problem | undefined
  readonly add: (selections: readonly SelectionRequest[]) => Promise<boolean>
}

/** Puts selections into the basket, one press at a time, and says what came of it; who has not signed in is asked to do so first. */
export function useAdd(): Adding {
  const [adding, setAdding] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const add = async (selections: readonly SelectionRequest[]) => {
    if (adding) return false
    if (!session.value) {
      keepSelections(selections)
      go(href('/basket'))
      return false
    }
    setAdding(true)
    setProblem(undefined)
    try {
      const added = await addToBasket(selections)
      const text = added ? t('added.done', { n: productsIn(basket.value) }) : t('added.none')
      say(added ? { text, link: { href: href('/basket'), text: t('added.go') } } : { text })
      return added
    } catch (thrown) {
      setProblem(asProblem(thrown))
      return false
    } finally {
      setAdding(false)
    }
  }
  return { adding, problem, add }
}
