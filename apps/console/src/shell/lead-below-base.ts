import { options, type VNode } from 'preact'
import { base } from '../data/base.ts'

/** Links are written as `/runs` on every page; from now on they lead below the base. */
export function leadBelowBase(): void {
  const before = options.vnode
  options.vnode = (vnode: VNode) => {
    const props = vnode.props as { href?: unknown }
    if (vnode.type === 'a' && typeof props.href === 'string' && props.href.startsWith('/'))
      props.href = base + props.href
    before?.(vnode)
  }
}
