/** A tool that is there only when a request comes. */
export function later<Tool extends object>(tool: () => Tool): Tool {
  return new Proxy({} as Tool, {
    get: (_none, name) => {
      const value = Reflect.get(tool(), name)
      return typeof value === 'function' ? value.bind(tool()) : value
    },
  })
}
