import { useEffect } from 'preact/hooks'
import { href } from '../../app/match.ts'
import { go } from '../../app/router.ts'
import { session } from '../../auth/session.ts'
import { SignIn } from './SignIn.tsx'

/** The page to sign in; whoever is signed in goes on to the catalog. */
export default function SignInPage() {
  const signedIn = session.value !== undefined
  useEffect(() => {
    if (signedIn) go(href('/'), true)
  }, [signedIn])
  return <SignIn />
}
