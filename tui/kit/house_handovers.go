package kit

// handovers are how colleagues come in and take over.
type handovers interface{}
