/** Which models a provider serves, and under which names. */
import { m } from '../../../../paraglide/messages.js'
import { type FieldSpec, firstFault, flag, list } from './kinds'
import { type Pair, said, shownPairs, textOf } from './pairs'

const model_redirects: FieldSpec<string> = {
  label: () => m.providers_field_redirects(),
  blank: '',
  read: ({ model_redirects }) => textOf(model_redirects.map(({ from, to }) => [from, to])),
  send: (typed) => ({ model_redirects: said(typed).map(([from, to]) => ({ from, to })) }),
  fault: (typed) => redirectsFault(said(typed)),
  shown: (typed) => shownPairs(typed, ' → ') || m.providers_group_default(),
  brief: (typed) => m.providers_brief_redirects({ count: said(typed).length }),
}

/** The models it is asked for. */
export const models = {
  allowed_models: {
    ...list(
      'allowed_models',
      () => m.providers_field_allowed_models(),
      (pattern) => (pattern.length > 256 ? m.providers_fault_models() : null),
    ),
    brief: (typed: string) => m.providers_brief_models({ count: typed.split('\n').length }),
  },
  model_redirects,
  echo_requested_model: flag('echo_requested_model', () => m.providers_field_echo()),
}

function redirectsFault(redirects: readonly Pair[]): string | null {
  const seen = new Set<string>()
  return firstFault(
    redirects.map(([from, to]) => `${from}\t${to}`),
    (line) => {
      const [from = '', to = ''] = line.split('\t')
      if (from === '' || to === '') return m.providers_fault_redirect_half()
      if (to.includes('*')) return m.providers_fault_redirect_star({ to })
      if (seen.has(from.toLowerCase())) return m.providers_fault_redirect_twice({ from })
      seen.add(from.toLowerCase())
      return null
    },
  )
}
