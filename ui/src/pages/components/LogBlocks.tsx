import { type FC, useState } from 'react'
import { CopyButton } from '../../components/CopyButton'
import { FilterChip, FilterMenu } from '../../components/FilterMenu'
import { LogCell, LogHead, LogList } from '../../components/LogList'
import { Result } from '../../components/Result'
import styles from './ComponentsPage.module.css'

/** Results, filters, and a list of any length. */
export const LogBlocks: FC = () => (
  <>
    <section className={styles.block} aria-label="Results">
      <h2>Results</h2>
      <div className={styles.line}>
        <Result icon="stream" tone="live">
          进行中
        </Result>
        <Result icon="check" tone="good">
          完成
        </Result>
        <Result icon="x" tone="bad">
          失败 503
        </Result>
        <Result icon="break" tone="warn">
          中断
        </Result>
        <Result icon="refuse" tone="quiet">
          拒绝
        </Result>
        <Result icon="dash" tone="quiet" strong>
          取消
        </Result>
        <CopyButton
          value="export X=1"
          label="复制 export X=1"
          icon="terminal"
          words={{ copy: '复制', copied: '已复制', failed: '请手动复制' }}
        />
      </div>
    </section>
    <Filtered />
    <Long />
  </>
)

const options = [
  { value: 'done', word: '完成' },
  { value: 'failed', word: '失败' },
] as const

const Filtered: FC = () => {
  const [first, setFirst] = useState<'done' | 'failed' | undefined>()
  const [second, setSecond] = useState<'done' | 'failed' | undefined>('failed')
  const word = (value: string | undefined) => options.find((option) => option.value === value)?.word ?? ''
  return (
    <section className={styles.block} aria-label="Filters">
      <h2>Filters</h2>
      <div className={styles.line}>
        <FilterMenu
          name="结果"
          value={first}
          options={options}
          anyWord="不限"
          shown={`结果：${word(first)}`}
          clearLabel="清除"
          onChange={setFirst}
        />
        <FilterMenu
          name="结果"
          value={second}
          options={options}
          anyWord="不限"
          shown={`结果：${word(second)}`}
          clearLabel="清除"
          onChange={setSecond}
        />
        <FilterChip shown="会话：7f3c…00e1" clearLabel="清除" onClear={() => {}} />
      </div>
    </section>
  )
}

const COUNT = 100_000

const Long: FC = () => {
  const [chosen, setChosen] = useState<number | null>(2)
  return (
    <section className={styles.block} aria-label="A long list">
      <h2>A long list</h2>
      <div className={styles.panel}>
        <LogList
          label="A long list"
          head={
            <>
              <LogHead>时间</LogHead>
              <LogHead numeric>用时</LogHead>
            </>
          }
          rowClass={styles.two}
          count={COUNT}
          idOf={(place) => `sample-${place}`}
          cells={(place) => (
            <>
              <LogCell tone="quiet">10:43:{String(59 - (place % 60)).padStart(2, '0')}</LogCell>
              <LogCell numeric exact={`${place} ms`}>
                {place} ms
              </LogCell>
            </>
          )}
          chosen={chosen}
          open
          onChoose={setChosen}
          onOpen={setChosen}
          onClose={() => setChosen(null)}
          onTop={() => setChosen(0)}
          onScrolled={() => {}}
          onPress={() => {}}
          onNearEnd={() => {}}
        />
      </div>
    </section>
  )
}
