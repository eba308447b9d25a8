package kit

// sessions are live and group sessions.
type sessions interface{}
