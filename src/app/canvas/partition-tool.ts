import { create } from 'zustand';

interface Tool {
  armed: boolean;
}

export const usePartitionTool = create<Tool>(() => ({ armed: false }));

export function disarmPartition(): void {
  usePartitionTool.setState({ armed: false });
}
