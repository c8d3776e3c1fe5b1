// Closes a test run with the counts in the form of Node's own test runner, for scripts that add runs up.
import type { Reporter, TestModule } from 'vitest/node'

export default class CountsReporter implements Reporter {
  private readonly start = performance.now()

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    let failedModules = 0
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1
      // A file that could not even be loaded holds no test, and still is a failure.
      if (module.errors().length > 0) failedModules += 1
    }
    const failed = count.failed + count.pending + failedModules + errors.length
    const lines = [
      ['tests', count.passed + count.skipped + failed],
      ['pass', count.passed],
      ['fail', failed],
      ['cancelled', 0],
      ['skipped', count.skipped],
      ['todo', 0],
      ['duration_ms', Math.round(performance.now() - this.start)],
    ]
    console.log(lines.map(([name, value]) => `# ${name} ${value}`).join('\n'))
  }
}
