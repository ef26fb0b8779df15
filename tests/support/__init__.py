"""What more than one test file uses: makers of trees and rows, fakes, whole daemons."""
