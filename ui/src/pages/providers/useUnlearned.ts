import { useQuery } from '@tanstack/react-query'
import { type Provider, queries } from '../../api/queries'
import { textsOf } from '../settings/instructions/texts'

/** Whether a provider is to be sent Codex's official instructions, and nobody knows them yet. */
export function useUnlearned({ dialect, codex_instructions }: Provider): boolean {
  const wanted = dialect === 'openai-responses' && codex_instructions === 'force_official'
  const { data: settings } = useQuery({ ...queries.settings(), enabled: wanted })
  const setting = settings?.find(({ key }) => key === 'codex_instructions')
  return wanted && setting !== undefined && textsOf(setting.value).length === 0
}
