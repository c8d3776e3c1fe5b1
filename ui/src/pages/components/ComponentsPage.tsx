import { type FC, type ReactNode, useState } from 'react'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Checkbox } from '../../components/Checkbox'
import { CopyField, CopyInline } from '../../components/CopyField'
import { Dialog } from '../../components/Dialog'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Menu, MenuItem, MenuSeparator } from '../../components/Menu'
import { Panel } from '../../components/Panel'
import { PasswordField } from '../../components/PasswordField'
import { Select } from '../../components/Select'
import { Skeleton } from '../../components/Skeleton'
import { Spinner } from '../../components/Spinner'
import { type GlyphState, State, Tap } from '../../components/StateGlyph'
import { Step, Steps } from '../../components/Steps'
import { Switch } from '../../components/Switch'
import { NumberCell, Row, Table } from '../../components/Table'
import { TextArea } from '../../components/TextArea'
import { TextField } from '../../components/TextField'
import { toast } from '../../components/Toast'
import styles from './ComponentsPage.module.css'
import { LogBlocks } from './LogBlocks'
import { MoreBlocks } from './MoreBlocks'

/**
 * Every component in each of its states, for those who build pages. Not part of a release, so its words are samples
 * and not messages. Shown in the theme of the page; look at it in both.
 */
export const ComponentsPage: FC = () => (
  <main className={styles.sheet}>
    <h1>Components</h1>
    <div className={styles.columns}>
      <States />
      <Buttons />
      <Fields />
      <Choices />
      <Rows />
      <Copying />
      <MoreBlocks />
      <LogBlocks />
      <Notices />
      <Floating />
      <Longer />
      <Testing />
      <Block title="Empty">
        <EmptyState
          title="还没有请求经过这里"
          actions={
            <>
              <Button>接入客户端</Button>
              <Button variant="quiet">复制 curl 示例</Button>
            </>
          }
        >
          接入 Claude Code 后发一句话，它会立刻出现在这一行。
        </EmptyState>
      </Block>
      <Block title="Panel">
        <div className={styles.panel}>
          <Panel
            title="Anthropic 官方"
            summary={<State state="closed">正常</State>}
            closeLabel="Close"
            onClose={() => {}}
            actions={
              <>
                <Button variant="quiet">放弃</Button>
                <Button variant="primary">保存</Button>
              </>
            }
          >
            <TextField label="名称" defaultValue="Anthropic 官方" />
          </Panel>
        </div>
      </Block>
    </div>
  </main>
)

const Block: FC<{ title: string; children: ReactNode }> = ({ title, children }) => (
  <section className={styles.block} aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
)

const breakers: readonly [GlyphState, string][] = [
  ['closed', 'Healthy'],
  ['half', 'Half-open'],
  ['open', 'Open'],
  ['rest', 'Resting'],
  ['off', 'Switched off'],
]

const States: FC = () => (
  <Block title="States">
    <div className={styles.states}>
      <Tap state="closed" live />
      <State state="closed">Healthy, carrying requests</State>
      {breakers.map(([state, word]) => (
        <div key={state} className={styles.state}>
          <Tap state={state} />
          <State state={state}>{word}</State>
        </div>
      ))}
    </div>
  </Block>
)

const Buttons: FC = () => (
  <Block title="Buttons">
    <div className={styles.line}>
      <Button variant="primary" icon="plus">
        添加供应商
      </Button>
      <Button>测试</Button>
      <Button variant="quiet">取消</Button>
      <Button variant="link">链接式</Button>
      <Button variant="danger">吊销</Button>
      <Button variant="dangerFill">删除供应商</Button>
    </div>
    <div className={styles.line}>
      <Button size="small">行内</Button>
      <Button size="large">首次使用</Button>
      <Button variant="quiet" icon="more" label="More" />
      <Button busy>正在测试</Button>
      <Button disabledReason="先填写密钥">不可用</Button>
      <Button variant="primary" disabledReason="先填写密钥">
        不可用
      </Button>
      <Spinner />
    </div>
  </Block>
)

const Fields: FC = () => (
  <Block title="Fields">
    <div className={styles.grid}>
      <TextField label="名称" placeholder="例如：主账号" />
      <TextField label="优先级" defaultValue="20" unit="越小越先" />
      <TextField
        label="地址"
        mono
        defaultValue="http://127.0.0.1:23000"
        error="这是网关自己的地址，会绕回自己。"
      />
      <TextField label="端口" defaultValue="23000" lockedReason="由 SWITCHYARD_PORT 指定" />
      <PasswordField
        label="密钥"
        defaultValue="sk-ant-api03-sample"
        showLabel="Show"
        hideLabel="Hide"
        hint="只存在这台机器上。"
      />
      <Choice />
    </div>
  </Block>
)

const Choice: FC = () => {
  const [dialect, setDialect] = useState<'anthropic' | 'openai-chat' | 'gemini'>('anthropic')
  return (
    <Select
      label="格式"
      value={dialect}
      onChange={setDialect}
      options={[
        { value: 'anthropic', word: 'Anthropic' },
        { value: 'openai-chat', word: 'OpenAI Chat' },
        { value: 'gemini', word: 'Gemini' },
      ]}
    />
  )
}

const Choices: FC = () => {
  const [on, setOn] = useState(true)
  return (
    <Block title="Switch, menu">
      <div className={styles.line}>
        <Switch aria-label="Anthropic" checked={on} onChange={setOn} />
        <Switch aria-label="Relay-B" checked={!on} onChange={() => setOn(!on)} />
        <Switch label="登录时启动" hint="静默启动到托盘" checked={on} onChange={setOn} />
        <Switch label="不可用" checked={false} disabled onChange={() => {}} />
      </div>
      <Menu trigger={<Button icon="more">更多</Button>}>
        <MenuItem icon="reset" onSelect={() => {}} shortcut="R">
          复位熔断器
        </MenuItem>
        <MenuItem icon="copy" onSelect={() => {}}>
          复制一份
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon="trash" danger onSelect={() => {}}>
          删除
        </MenuItem>
      </Menu>
    </Block>
  )
}

const Rows: FC = () => (
  <Block title="Rows">
    <Table
      dense
      label="Requests"
      columns={[
        { key: 'time', head: '时间', width: 's' },
        { key: 'result', head: '结果', width: 's' },
        { key: 'model', head: '模型' },
        { key: 'took', head: '用时', width: 's', numeric: true },
      ]}
    >
      <Row>
        <td>10:43:02</td>
        <td>完成</td>
        <td>gpt-6.1-sol</td>
        <NumberCell exact="12,402 ms">12.4 s</NumberCell>
      </Row>
      <Row selected>
        <td>10:42:41</td>
        <td>完成</td>
        <td>claude-opus-5-5</td>
        <NumberCell exact="9,702 ms">9.7 s</NumberCell>
      </Row>
      <Row>
        <td>10:42:33</td>
        <td>失败</td>
        <td>gemini-3.8-flash</td>
        <NumberCell />
      </Row>
    </Table>
    <Skeleton rows={3} height="dense" label="Loading" />
  </Block>
)

const words = { copy: '复制', copied: '已复制', failed: '请手动复制' }

const Copying: FC = () => (
  <Block title="Copy">
    <CopyField label="Base URL" value="http://127.0.0.1:23000/v1" words={words} />
    <CopyInline label="Base URL" value="127.0.0.1:23000" words={words} />
  </Block>
)

const Notices: FC = () => (
  <Block title="Callouts">
    <Callout>还没有密钥，局域网共享无法打开。</Callout>
    <Callout tone="good" title="已登录" />
    <Callout tone="warn">登录已过期，请重新登录。</Callout>
    <Callout
      tone="bad"
      title="端口 23000 被 node（PID 4121）占用。"
      action={<Button size="small">重试</Button>}
    >
      换一个端口，或结束那个程序。
    </Callout>
    <Callout tone="line">与网关的连接断开了，正在重连（第 2 次）。</Callout>
  </Block>
)

const Floating: FC = () => {
  const [open, setOpen] = useState(false)
  return (
    <Block title="Dialog, toast, icons">
      <div className={styles.line}>
        <Button onClick={() => setOpen(true)}>停止网关…</Button>
        <Button onClick={() => toast({ message: '已删除 Relay-B', undo: { label: '撤销', run: () => {} } })}>
          删除并可撤销
        </Button>
      </div>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="停止网关？"
        actions={
          <>
            <Button variant="quiet" onClick={() => setOpen(false)}>
              取消
            </Button>
            <Button variant="primary" onClick={() => setOpen(false)}>
              只停止
            </Button>
          </>
        }
      >
        3 个请求还在进行，最多等 30 秒。
      </Dialog>
      <div className={styles.line}>
        {(
          [
            'overview',
            'check',
            'x',
            'dash',
            'stream',
            'break',
            'refuse',
            'alert',
            'info',
            'lock',
            'external',
            'eyeOff',
          ] as const
        ).map((name) => (
          <Icon key={name} name={name} />
        ))}
      </div>
    </Block>
  )
}

const Longer: FC = () => {
  const [checked, setChecked] = useState(true)
  return (
    <Block title="Long text, boxes">
      <TextArea label="只用这些模型" mono defaultValue={'claude-*\nclaude-opus-5-5'} hint="一行一个。" />
      <TextArea label="请求头" mono defaultValue="Authorization" error="这一行没有冒号。" />
      <Checkbox label="补上用量" hint="流式回答里多一段用量。" checked={checked} onChange={setChecked} />
      <Checkbox label="不可用" checked={!checked} disabled onChange={() => {}} />
    </Block>
  )
}

const Testing: FC = () => (
  <Block title="Steps">
    <Steps label="Test">
      <Step state="done" stateWord="Passed" title="DNS" detail="203.0.113.24" time="12 ms" />
      <Step state="skipped" stateWord="Skipped" title="模型列表" detail="没有列表" />
      <Step state="running" stateWord="Running" title="生成一小段" time="…">
        “你好，我是
      </Step>
      <Step state="failed" stateWord="Failed" title="TLS" time="88 ms">
        证书已过期。
      </Step>
      <Step state="waiting" stateWord="Waiting" title="凭据" />
    </Steps>
  </Block>
)
