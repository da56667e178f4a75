CREATE TABLE positions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id),
  instrument_id text NOT NULL REFERENCES instruments (id),
  direction text NOT NULL CHECK (direction IN ('long', 'short')),
  lot_size numeric(18, 4) NOT NULL CHECK (lot_size > 0),
  entry_price numeric(18, 4) NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
  opened_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX positions_of_user ON positions (user_id, status);
