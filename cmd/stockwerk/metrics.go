package main

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"stockwerk/house"
)

// metrics serves the figures in the text format of Prometheus. No figure has a label
// but the kind of a session: what could tell one person, floor or room from another
// is not counted apart.
func (w watch) metrics() http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), w)
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// figure is the description of one figure.
func figure(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("stockwerk_"+name, help, labels, nil)
}

// Describe implements prometheus.Collector: what Collect gives is all there is.
func (w watch) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(w, to) }

// Collect implements prometheus.Collector.
func (w watch) Collect(to chan<- prometheus.Metric) {
	gauge := func(name, help string, value float64) {
		to <- prometheus.MustNewConstMetric(figure(name, help), prometheus.GaugeValue, value)
	}
	counter := func(name, help string, value uint64) {
		to <- prometheus.MustNewConstMetric(figure(name, help), prometheus.CounterValue, float64(value))
	}
	ssh, h, db := w.server.Figures(), w.house.Figures(), w.db.Figures()

	gauge("connections", "SSH connections that are open.", float64(ssh.Connections))
	gauge("connections_unauthenticated", "Of these, not let in yet.", float64(ssh.Strangers))
	sessions := figure("sessions", "Sessions that go on, by kind.", "kind")
	for _, s := range []struct {
		kind  string
		count int
	}{{"tui", ssh.Screens}, {"linear", ssh.Prompts}, {"command", ssh.Commands}, {"sftp", ssh.Files}} {
		to <- prometheus.MustNewConstMetric(sessions, prometheus.GaugeValue, float64(s.count), s.kind)
	}
	counter("logins_accepted_total", "Connections that were let in, by whatever door.", ssh.Accepted)
	counter("logins_refused_total", "Passwords and tickets that opened nothing.", ssh.Refused)
	counter("logins_keys_refused_total", "Proved SSH keys that opened nothing.", ssh.Keys)
	counter("logins_throttled_total", "Passwords and tickets that were not looked at, after too many.", ssh.Throttled)
	counter("connections_turned_away_total", "Connections that there was no room for.", ssh.Turned)

	gauge("password_work_waiting", "Logins that wait for their turn to check a password.", float64(h.Waiting))
	gauge("mailboxes", "Sessions that hear of what changes.", float64(h.Mailboxes))
	counter("resyncs_total", "Sessions whose mailbox ran over and that read everything again.", h.Resyncs)
	histogram(to, "sweep_seconds", "Rounds of the house's own work.", h.Sweeps)
	counter("sweep_failures_total", "Steps of the house's own work that failed.", h.SweepFailures)

	counter("mails_sent_total", "Notices without content that the mail server took.", h.Mails)
	counter("mail_failures_total", "Notices that it did not take.", h.MailFailures)

	counter("messages_stored_total", "Messages stored: what people wrote, entries of tools, the house's own lines.", db.Stored)
	histogram(to, "commit_seconds", "Transactions until they were stored, their wait included.", db.Commits)
	counter("commit_failures_total", "Commits that the database refused.", db.Failed)
	counter("slow_questions_total", "Questions to the database and transactions of half a second and more.", db.Slow)
	gauge("draining", "1 while the house is about to stop.", truth(ssh.Draining))
	gauge("maintenance", "1 while the house serves those alone who run it.", truth(h.Closed))
	ctx, cancel := context.WithTimeout(context.Background(), healthPatience)
	defer cancel()
	if size, err := w.db.Size(ctx); err == nil {
		gauge("database_bytes", "Size of the database, without its log.", float64(size))
	}
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// histogram gives a timing in seconds.
func histogram(to chan<- prometheus.Metric, name, help string, t house.Timing) {
	buckets := make(map[float64]uint64, len(t.Bounds))
	for i, most := range t.Bounds {
		buckets[most.Seconds()] = t.Counts[i]
	}
	to <- prometheus.MustNewConstHistogram(figure(name, help), t.Count, t.Sum.Seconds(), buckets)
}
