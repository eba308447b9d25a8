// Package kit is what every screen shares: the contract with the shell, styles,
// keys, lists, forms, the composer, scrolling, dialogs. It knows house and text;
// it must not import tui, command, sshserver or any screen.
//
// # Writing a screen
//
// One package tui/screens/NAME, in this order (tui/screens/home is the model):
//
//  1. package comment: what the person sees
//  2. the key table: func (s *Screen) Keys() []kit.Key
//  3. the state: type Screen struct, no package variables
//  4. New(env *kit.Env, …) *Screen: keeps its arguments, no I/O
//  5. unexported message types, each with the screen it is for (by *Screen)
//  6. Init, Title, Update, View
//  7. the functions that do I/O; each returns a tea.Cmd made by env.Do
//
// then one line in tui/pages.go (or tui/tools.go for a tool of a room), and the
// sentences in text/catalog/NAME.toml.
//
// The shell draws header and footer; a screen draws only its body, w cells by h
// lines, never empty-handed: View must work before the first answer has come.
// Keys that are in the table never reach Update. The others do, letters too, so
// hand them to a component: s.list.Update(msg), s.form.Update(msg). Everything
// that is no key comes to every screen of the stack, so messages of one's own
// are compared with by == s.
//
// Update and View run in the session's loop: no I/O, no waiting, no locks.
// env.Do runs its function beside the loop with a deadline and with the actor of
// the moment; it returns one message. Such a function touches neither the screen
// nor env. An error goes into the message, or comes back as kit.Fail(err), which
// the shell shows as a sentence.
//
// A screen asks for another by a request (requests.go): return kit.Send(kit.GoRoom{…}).
// It never imports one. Optional interfaces: Located (header, place of the
// command line), Typist (letters belong to a text field), Wanter (a list's second
// digit, Esc in its find field: every screen with a List has Typing and Wants),
// Keeper (unsent words), Dirtier (a form that Esc would lose), Leaver (presence to
// end). Keys must answer in every state, also before the first answer: footer, help
// and documentation read it.
//
// Every function must be reachable with arrows, Enter and digits: the shell puts
// the key table into the action menu on 0, so a function that stands in the table
// is reachable. Text from people goes through kit.Clean before it is drawn; the
// components do so themselves with what they are given.
//
// Tests: kittest.New drives a screen, kittest.NewModel the model of tui.New; see there.
// After keys changed: go test ./tui -run Readme -update.
//
// Start reading at screen.go, then env.go, key.go and requests.go.
package kit
