/** Changing the filters: they are the address's, and what is open beside the list stays open. */
import { useNavigate } from '@tanstack/react-router'
import { type ActivitySearch, searchOf } from './search'

/** Sets filters; `undefined` clears one. */
export function useFilter(): (
  change: { [Name in keyof ActivitySearch]?: ActivitySearch[Name] | undefined },
) => void {
  const navigate = useNavigate()
  return (change) => {
    void navigate({ to: '.', search: (before) => searchOf({ ...before, ...change }), replace: true })
  }
}
