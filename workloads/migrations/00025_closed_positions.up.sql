ALTER TABLE positions
  ADD COLUMN exit_price numeric(18, 4),
  ADD COLUMN realised_pnl numeric(18, 2),
  ADD COLUMN closed_by text CHECK (closed_by IN ('user', 'margin')),
  ADD COLUMN close_request_id text,
  ADD COLUMN closed_at timestamptz;
