// Runs before the first paint, as a file of its own because the policy forbids inline scripts: sets theme and
// language on the root element, so that nothing flashes. What the values mean is decided in src/preferences/.
;(() => {
  const root = document.documentElement
  const read = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null // Storage is switched off: the system decides.
    }
  }
  const theme = read('switchyard.theme')
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'

  const chosen = read('switchyard.language')
  const offered = chosen === 'zh' || chosen === 'en' ? [chosen] : navigator.languages
  const known = offered
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => tag === 'zh' || tag === 'en')
  root.lang = known === 'zh' ? 'zh-CN' : 'en'
})()
