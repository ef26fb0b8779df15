module.exports = require("./named"); //> !
