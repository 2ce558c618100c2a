import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** Shown in place of what could not be drawn. */
  fallback: ReactNode;
  children: ReactNode;
}

/** Keeps the failure of a part from taking the page with it. */
export class Boundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
