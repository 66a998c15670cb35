package mutex

// For tests.
var Quorum = quorum
