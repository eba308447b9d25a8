// Package tui is the house on a terminal: the shell around the screens, with the
// stack of them, header, footer, help, action menu, dialogs, the command line,
// the walk through what is unread, and the ways out.
//
//	model, notify, end := tui.New(tui.Env{House: h, Actor: …, SetActor: …, …})
//	defer end()
//	run.Run(ctx, model, channel, run.Options{Notify: notify, …})
//
// New does no I/O; the first command subscribes to the house's events. notify
// brings them to the loop. end must be called when the session is over, whatever
// happened: it ends commands that still run and the subscription.
//
// The first screen follows from the actor: newcomers get the registration, guests
// the welcome, bearers of a ticket its redemption, visitors their room, members
// home, and members whose rooms are sealed the lock first.
//
// The package knows house, command, text and all screens; it must not import
// sshserver or store. Which screen shows which place stands in pages.go and
// tools.go. Start reading at shell.go, then press.go.
package tui
