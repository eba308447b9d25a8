package store

import "context"

// Setting returns the value under name.
func (r reader) Setting(ctx context.Context, name string) ([]byte, error) {
	return one(ctx, r.run, value[[]byte], `SELECT value FROM settings WHERE name = ? ORDER BY name`, name)
}

// PutSetting stores value under name.
func (t tx) PutSetting(ctx context.Context, name string, value []byte) error {
	return put(ctx, t.run, `INSERT INTO settings (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
}
