import type { FC } from 'react'
import { Button } from '../components/Button'
import { Menu, MenuChoice, MenuSeparator } from '../components/Menu'
import { m } from '../paraglide/messages.js'
import type { LanguageChoice } from '../preferences/language'
import type { ThemeChoice } from '../preferences/theme'
import { useAppearance } from './useAppearance'

/** Language and theme, in the header of every page. */
export const Appearance: FC = () => {
  const { language, theme, setLanguage, setTheme } = useAppearance()
  return (
    <Menu align="end" trigger={<Button variant="quiet" icon="globe" label={m.appearance()} />}>
      <MenuChoice<LanguageChoice>
        label={m.language()}
        value={language}
        onChange={setLanguage}
        options={[
          { value: 'system', word: m.system_default() },
          // Each language is named in itself, so that whoever reads only that one finds it.
          { value: 'zh', word: '简体中文', lang: 'zh-CN' },
          { value: 'en', word: 'English', lang: 'en' },
        ]}
      />
      <MenuSeparator />
      <MenuChoice<ThemeChoice>
        label={m.theme()}
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', word: m.system_default() },
          { value: 'light', word: m.theme_light() },
          { value: 'dark', word: m.theme_dark() },
        ]}
      />
    </Menu>
  )
}
