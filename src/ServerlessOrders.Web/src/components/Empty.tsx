import type { ComponentChildren } from 'preact'

/** Nothing to show here, and what to do next. */
export function Empty({ title, hint, children }: { title: string; hint: string; children?: ComponentChildren }) {
  return (
    <section class="empty">
      <h1>{title}</h1>
      <p>{hint}</p>
      {children && <div class="actions">{children}</div>}
    </section>
  )
}
