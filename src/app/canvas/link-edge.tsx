import { BaseEdge, type Edge, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { classes } from '../../ui/classes';
import styles from './canvas.module.css';
import { curvePath, type Curve } from './geometry';

export type LinkEdge = Edge<{ curve: Curve }, 'link'>;

/** What can be pointed at of a link; what is seen of it is drawn on the canvas layer. */
export const LinkEdgeView = memo(function LinkEdgeView({ id, data, selected }: EdgeProps<LinkEdge>) {
  if (!data) return null;
  return (
    <BaseEdge
      id={id}
      path={curvePath(data.curve)}
      interactionWidth={18}
      className={classes(styles.edge, selected && styles.edgeChosen)}
    />
  );
});
