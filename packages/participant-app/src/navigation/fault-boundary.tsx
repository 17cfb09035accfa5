import { Component, type ReactNode } from 'react'
import { FaultPage } from '../ui/fault-page.tsx'

interface FaultBoundaryProps {
  /** The key of the address: at another one the fault is over. */
  readonly at: string
  readonly children: ReactNode
}

interface FaultBoundaryState {
  readonly at: string
  readonly fault: unknown
}

/** Shows what went wrong in the place of what broke. */
export class FaultBoundary extends Component<FaultBoundaryProps, FaultBoundaryState> {
  override state: FaultBoundaryState = { at: this.props.at, fault: null }

  static getDerivedStateFromError(fault: unknown) {
    return { fault }
  }

  static getDerivedStateFromProps({ at }: FaultBoundaryProps, state: FaultBoundaryState) {
    return at === state.at ? null : { at, fault: null }
  }

  override render() {
    return this.state.fault === null ? this.props.children : <FaultPage fault={this.state.fault} />
  }
}
