/** Decodes server-sent events. Knows no sockets; a chunk may end anywhere. */
export class SseDecoder {
  private readonly utf8 = new TextDecoder()
  private line = ''
  private data: string[] = []
  private afterReturn = false

  /** Takes a chunk, gives the data of the events that it completed. */
  push(chunk: Uint8Array): string[] {
    const events: string[] = []
    for (const char of this.utf8.decode(chunk, { stream: true })) {
      const second = char === '\n' && this.afterReturn
      this.afterReturn = char === '\r'
      // The second half of a CR LF ended no further line.
      if (second) continue
      if (char === '\n' || char === '\r') this.endLine(events)
      else this.line += char
    }
    return events
  }

  private endLine(events: string[]): void {
    const line = this.line
    this.line = ''
    if (line === '') {
      if (this.data.length > 0) events.push(this.data.join('\n'))
      this.data = []
    } else if (line.startsWith('data:')) {
      this.data.push(line.slice(line.startsWith('data: ') ? 6 : 5))
    }
  }
}
