package kit

// slots are appointments with counsellors.
type slots interface{}
