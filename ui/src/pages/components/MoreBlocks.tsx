import { type FC, useState } from 'react'
import { CodeBlock } from '../../components/CodeBlock'
import { Fact, Facts } from '../../components/Facts'
import { Segmented } from '../../components/Segmented'
import { Tag } from '../../components/Tag'
import styles from './ComponentsPage.module.css'

/** Tags, facts, a choice in sight, and lines to paste. */
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
