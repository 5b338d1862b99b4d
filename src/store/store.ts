/** What must be kept, as an interface no database shows through; every call may wait. */

export interface ConversationRecord {
  id: string;
  /** What the dialogue remembers, as JSON. */
  state: string;
  updatedAt: string;
}

export interface Store {
  conversation(id: string): Promise<ConversationRecord | undefined>;
  saveConversation(record: ConversationRecord): Promise<void>;
  close(): Promise<void>;
}
