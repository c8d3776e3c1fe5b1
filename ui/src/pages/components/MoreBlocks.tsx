import { type FC, useState } from 'react'
import { Button } from '../../components/Button'
import { CodeBlock } from '../../components/CodeBlock'
import { Disclosure } from '../../components/Disclosure'
import { Fact, Facts } from '../../components/Facts'
import { FieldRow, RowInput } from '../../components/FieldRow'
import { ListAndPanel } from '../../components/ListAndPanel'
import { Meter } from '../../components/Meter'
import { PairList } from '../../components/PairList'
import { Panel } from '../../components/Panel'
import { Segmented } from '../../components/Segmented'
import { SuggestField } from '../../components/SuggestField'
import { Switch } from '../../components/Switch'
import { Tag } from '../../components/Tag'
import { TextField } from '../../components/TextField'
import styles from './ComponentsPage.module.css'

/** Tags, facts, a choice in sight, lines to paste, groups, rows of fields, and a list beside its panel. */
export const MoreBlocks: FC = () => (
  <>
    <section className={styles.block} aria-label="Tags and facts">
      <h2>Tags and facts</h2>
      <div className={styles.line}>
        <Tag>接入</Tag>
        <Tag icon="refuse">已停用</Tag>
        <Tag tone="warn" icon="alert">
          快到期
        </Tag>
        <Tag tone="bad" icon="clock">
          已过期
        </Tag>
      </div>
      <Facts>
        <Fact term="密钥">
          <code>sk-sy-Wm5c…b2Ef</code>
        </Fact>
        <Fact term="到期" exact="2026-12-17T23:59:59Z">
          2026-12-17（还有 24 天）
        </Fact>
      </Facts>
    </section>
    <Chosen />
    <Groups />
    <FieldRows />
    <Typed />
    <Used />
    <Beside />
  </>
)

const Chosen: FC = () => {
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system')
  return (
    <section className={styles.block} aria-label="Segments, lines to paste">
      <h2>Segments, lines to paste</h2>
      <Segmented
        label="主题"
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', word: '跟随系统' },
          { value: 'light', word: '浅色' },
          { value: 'dark', word: '深色' },
        ]}
      />
      <CodeBlock
        title="~/.codex/config.toml"
        label="config.toml"
        code={'model_provider = "switchyard"\n\n[model_providers.switchyard]\nname = "Switchyard"'}
        words={{ copy: '复制', copied: '已复制', failed: '请手动复制' }}
      />
    </section>
  )
}

const Groups: FC = () => {
  const [open, setOpen] = useState<'models' | 'times' | null>('times')
  return (
    <section className={styles.block} aria-label="Groups">
      <h2>Groups</h2>
      <div>
        <Disclosure
          title="模型"
          summary="全部"
          open={open === 'models'}
          onOpenChange={(next) => setOpen(next ? 'models' : null)}
        >
          <TextField label="允许的模型" mono placeholder="claude-*" />
        </Disclosure>
        <Disclosure
          title="超时"
          summary="改了 1 项"
          changed
          open={open === 'times'}
          onOpenChange={(next) => setOpen(next ? 'times' : null)}
        >
          <TextField label="首字超时" unit="秒" defaultValue="20" />
        </Disclosure>
      </div>
    </section>
  )
}

const Used: FC = () => (
  <section className={styles.block} aria-label="Meters">
    <h2>Meters</h2>
    <div className={styles.line}>
      <Meter permille={620} /> 62% <Meter permille={950} /> 95%
    </div>
  </section>
)

const Typed: FC = () => {
  const [pairs, setPairs] = useState<(readonly [string, string])[]>([['claude-haiku-*', 'glm-4.5-air']])
  const [model, setModel] = useState('')
  return (
    <section className={styles.block} aria-label="Pairs and suggestions">
      <h2>Pairs and suggestions</h2>
      <PairList
        label="模型重定向"
        hint="从上往下，第一条符合的起作用。"
        value={pairs}
        onChange={setPairs}
        first={{ label: '问的模型', placeholder: 'claude-*' }}
        second={{ label: '换成', placeholder: 'glm-4.6' }}
        between="arrow"
        addLabel="添加一条"
        removeLabel={(first) => `删除 ${first}`}
      />
      <SuggestField
        label="模型"
        value={model}
        suggestions={['claude-sonnet-5', 'claude-opus-5-5', 'gpt-5']}
        onChange={setModel}
        placeholder="claude-sonnet-5"
        mono
      />
    </section>
  )
}

const FieldRows: FC = () => {
  const [on, setOn] = useState(true)
  return (
    <section className={styles.block} aria-label="Rows of fields">
      <h2>Rows of fields</h2>
      <div>
        <FieldRow label="端口" hint="由启动参数指定，在这里改不了。">
          <RowInput value="23000" locked readOnly />
        </FieldRow>
        <FieldRow label="会话保持" hint="空闲这么久之后，会话可以换供应商。">
          <RowInput value="300" unit="秒" readOnly />
        </FieldRow>
        <FieldRow label="公网地址" error="以 http:// 或 https:// 开头。">
          <RowInput value="switch.example.org" bad mono wide readOnly />
        </FieldRow>
        <FieldRow label="登录时启动" labelled>
          <Switch aria-label="登录时启动" checked={on} onChange={setOn} />
        </FieldRow>
      </div>
    </section>
  )
}

const Beside: FC = () => {
  const [shown, setShown] = useState(true)
  return (
    <section className={styles.block} aria-label="List and panel">
      <h2>List and panel</h2>
      <div className={styles.beside}>
        <ListAndPanel
          panel={
            shown ? (
              <Panel title="Relay-B" closeLabel="Close" onClose={() => setShown(false)}>
                <p>列表和面板各自滚动。</p>
              </Panel>
            ) : null
          }
        >
          <Button variant="link" onClick={() => setShown(true)}>
            Relay-B
          </Button>
        </ListAndPanel>
      </div>
    </section>
  )
}
