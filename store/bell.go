package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"stockwerk/house"
)

const (
	resync      = "resync" // some rings may have been lost
	ringLimit   = 7000     // bytes of one payload
	notifyLimit = 7900     // bytes of one NOTIFY; PostgreSQL takes fewer than 8,000
	waitLimit   = 1024     // rings that wait to go out, or to be heard
	aliveAfter  = 30 * time.Second
	backOffMin  = 50 * time.Millisecond
	backOffMax  = 5 * time.Second
)

// bell rings at the other nodes with LISTEN and NOTIFY. Rings go out in
// batches, never in a transaction of people's words: NOTIFY makes commits
// wait for each other.
type bell struct {
	cfg     *pgx.ConnConfig
	db      *sql.DB
	channel string
	node    string // tells own rings apart

	stop  context.CancelFunc
	over  <-chan struct{} // closed by stop
	ended sync.WaitGroup
	wake  chan struct{} // something waits in out

	mu     sync.Mutex
	out    []string
	ears   map[*ear]bool
	closed bool
}

// startBell listens before it returns, so that nothing rung later is missed.
// Every schema has its own channel.
func startBell(ctx context.Context, cfg *pgx.ConnConfig, db *sql.DB, schema string) (*bell, error) {
	node := make([]byte, 8)
	if _, err := rand.Read(node); err != nil {
		return nil, err
	}
	b := &bell{
		cfg: cfg, db: db, channel: "stockwerk", node: hex.EncodeToString(node),
		wake: make(chan struct{}, 1), ears: map[*ear]bool{},
	}
	if schema != "public" {
		b.channel += " " + schema
	}
	conn, err := b.listen(ctx)
	if err != nil {
		return nil, err
	}
	ctx, b.stop = context.WithCancel(context.WithoutCancel(ctx))
	b.over = ctx.Done()
	b.ended.Go(func() { b.hearAll(ctx, conn) })
	b.ended.Go(func() { b.sendAll(ctx) })
	return b, nil
}

// Ring queues payload for the other nodes; it goes out within a moment.
// Invalid when it is empty, too long or not text.
func (b *bell) Ring(_ context.Context, payload string) error {
	if payload == "" || len(payload) > ringLimit || !utf8.ValidString(payload) || strings.ContainsRune(payload, 0) {
		return house.Errorf(house.Invalid, "error.invalid", errors.New("payload of the bell"))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return house.Errorf(house.Unavailable, "error.database", errors.New("the store is closed"))
	}
	b.out = queued(b.out, payload)
	select {
	case b.wake <- struct{}{}:
	default:
	}
	return nil
}

// queued appends payload, once; a queue that is full becomes one resync.
func queued(queue []string, payload string) []string {
	if n := len(queue); n > 0 && (queue[n-1] == payload || queue[n-1] == resync && n == 1) {
		return queue
	}
	if len(queue) == waitLimit {
		return []string{resync}
	}
	return append(queue, payload)
}

// close sends what waits and ends all channels.
func (b *bell) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.stop()
	b.ended.Wait()
}

// sendAll sends batches until ctx ends, then the last one.
func (b *bell) sendAll(ctx context.Context) {
	for pause := backOffMin; ; {
		select {
		case <-b.wake:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			_ = b.send(last, b.taken()) // best effort: a lost ring is found by the sweep
			cancel()
			return
		}
		if err := b.send(ctx, b.taken()); err == nil {
			pause = backOffMin
			continue
		}
		b.mu.Lock()
		b.out = []string{resync}
		b.mu.Unlock()
		sleep(ctx, pause)
		pause = min(2*pause, backOffMax)
		select {
		case b.wake <- struct{}{}:
		default:
		}
	}
}

func (b *bell) taken() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	batch := b.out
	b.out = nil
	return batch
}

// send puts as many payloads into one NOTIFY as fit, each once.
func (b *bell) send(ctx context.Context, batch []string) error {
	var text strings.Builder
	sent := make(map[string]bool, len(batch))
	flush := func() error {
		if text.Len() == 0 {
			return nil
		}
		_, err := b.db.ExecContext(ctx, `SELECT pg_notify($1, $2)`, b.channel, b.node+text.String())
		text.Reset()
		return err
	}
	for _, payload := range batch {
		if sent[payload] {
			continue
		}
		sent[payload] = true
		part := strconv.Itoa(len(payload)) + ":" + payload
		if len(b.node)+text.Len()+len(part) > notifyLimit {
			if err := flush(); err != nil {
				return err
			}
		}
		text.WriteString(part)
	}
	return flush()
}

// payloads reads what send wrote; anything else is none of ours.
func payloads(text string) (list []string) {
	for text != "" {
		length, rest, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(length)
		if err != nil || n < 0 || n > len(rest) {
			return list
		}
		list, text = append(list, rest[:n]), rest[n:]
	}
	return list
}

// listen opens the one connection that hears.
func (b *bell) listen(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, b.cfg.Copy())
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, `LISTEN `+pgx.Identifier{b.channel}.Sanitize()); err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	return conn, nil
}

// hearAll delivers until ctx ends, over new connections where needed.
func (b *bell) hearAll(ctx context.Context, conn *pgx.Conn) {
	for pause := backOffMin; ctx.Err() == nil; {
		if conn != nil {
			b.hear(ctx, conn)
			shut, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			_ = conn.Close(shut)
			cancel()
		}
		var err error
		if conn, err = b.listen(ctx); err != nil {
			sleep(ctx, pause)
			pause = min(2*pause, backOffMax)
			continue
		}
		pause = backOffMin
		b.deliver(resync)
	}
	if conn != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
	}
}

// hear delivers what comes over conn until it fails. A silent connection is
// asked now and then whether it still lives.
func (b *bell) hear(ctx context.Context, conn *pgx.Conn) {
	for {
		wait, cancel := context.WithTimeout(ctx, aliveAfter)
		n, err := conn.WaitForNotification(wait)
		quiet := wait.Err() != nil && ctx.Err() == nil
		cancel()
		switch {
		case err == nil && !strings.HasPrefix(n.Payload, b.node):
			if len(n.Payload) > len(b.node) {
				b.deliver(payloads(n.Payload[len(b.node):])...)
			}
		case err == nil:
		case !quiet || conn.IsClosed() || conn.Ping(ctx) != nil:
			return
		}
	}
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
