-- Which of a conversation's sub-agents asked, as its client says.
ALTER TABLE requests ADD COLUMN agent_id TEXT;
