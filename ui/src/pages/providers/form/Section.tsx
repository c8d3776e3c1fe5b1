import { type FC, type ReactNode, useState } from 'react'
import { Disclosure } from '../../../components/Disclosure'
import { m } from '../../../paraglide/messages.js'
import { useForm } from './FormContext'
import { type Field, fieldNames } from './fields'
import { differing, summaryOf } from './summary'

/** Fields of one idea, folded: closed it says what in it isn't as usual. One with a fault in it is open. */
export const Section: FC<{
  title: string
  /** The fields in it. */
  of: object
  /** What is said where everything is as usual. */
  usual?: string
  /** What in it is dangerous, if it is. */
  unsafe?: string | null
  children: ReactNode
}> = ({ title, of, usual = m.providers_group_default(), unsafe = null, children }) => {
  const { values, faults, wanted } = useForm()
  const inside = fieldNames.filter((field) => field in of)
  const isWanted = (field: Field | undefined) => field !== undefined && inside.includes(field)
  const [opened, setOpened] = useState(() => isWanted(wanted))
  const unusual = differing(inside, values)
  return (
    <Disclosure
      title={title}
      summary={unsafe ?? (unusual.length === 0 ? usual : summaryOf(unusual, values))}
      changed={unusual.length > 0}
      warns={unsafe !== null}
      open={opened || inside.some((field) => faults[field] !== undefined)}
      onOpenChange={setOpened}
    >
      {children}
    </Disclosure>
  )
}
