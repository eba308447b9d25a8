package kit

// letters are the letters of a counselling.
type letters interface{}
