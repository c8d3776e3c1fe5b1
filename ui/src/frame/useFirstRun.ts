/** When the first steps are shown by themselves, and that they are over. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queries } from '../api/queries'
import { setSetting } from '../api/settings'
import { paths } from '../paths'

/** Leads whoever opens the application with nothing in it to the first steps, until they were taken or left. */
export function useFirstRun(): void {
  const { data: status } = useQuery(queries.status())
  const { data: settings } = useQuery(queries.settings())
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const over = settings?.find(({ key }) => key === 'first_run_done')?.value
  const due = pathname === paths.overview && status?.providers.total === 0 && over === false
  useEffect(() => {
    if (due) void navigate({ to: paths.firstRun, replace: true })
  }, [due, navigate])
}

/** Says that the first steps are over: at once here, so that leaving them doesn't lead back. */
export function useFirstRunDone(): () => void {
  const client = useQueryClient()
  return () => {
    client.setQueryData(queries.settings().queryKey, (all) =>
      all?.map((one) => (one.key === 'first_run_done' ? { ...one, value: true } : one)),
    )
    // If it can't be kept, the first steps are offered once more the next time, which harms nobody.
    void setSetting('first_run_done', true).catch(() => {})
  }
}
