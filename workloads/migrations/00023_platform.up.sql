CREATE TABLE users (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE wallets (
  user_id uuid PRIMARY KEY REFERENCES users (id),
  balance numeric(18, 2) NOT NULL
);

CREATE TABLE instruments (
  id text PRIMARY KEY,
  sportmonks_id integer NOT NULL UNIQUE,
  name text NOT NULL,
  price numeric(18, 4) NOT NULL CHECK (price > 0)
);

CREATE TABLE admin_settings (
  name text PRIMARY KEY,
  value text NOT NULL
);

CREATE TABLE feature_flags (
  name text PRIMARY KEY,
  enabled boolean NOT NULL
);

INSERT INTO instruments (id, sportmonks_id, name, price)
SELECT 'player-' || number, number, 'Player ' || number, 100 + (number - 1000) * 2.5
FROM generate_series(1000, 1049) AS number;
