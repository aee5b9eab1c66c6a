// A row of the feed of events, as screens show it.

export interface FeedRow {
  seq: number;
  at: string;
  type: string;
  /** Word of the feed for people; empty for what is no news. */
  kind: string;
  item: string;
  node: string;
  run: string;
  detail: string;
}
