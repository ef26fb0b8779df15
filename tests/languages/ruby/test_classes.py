"""Classes of Ruby in several files and forms, and what a bare name calls in them."""

from __future__ import annotations

from pathlib import Path

from tests.support.helpers import assert_equals_fresh, index_tree, memory_repository, sync, write_tree

FILES = {
    "lib/shop/base.rb": """
module Shop
  class Base
    def self.build(*args) = new(*args)
    class << self
      attr_accessor :registry
      def lookup = registry
    end
    def prepare
      check
      self
    end
    def check; end
    def total; end
  end
end
""",
    "lib/shop/cart.rb": """
module Shop
  class Cart < Base
    LIMIT = Money.new(1)
    include Countable
    before_save :check
    def initialize(repo)
      @repo = Repo.new
      @repo.find
      self.note = 1
    end
    attr_accessor :note
    def total
      super
      count
      LIMIT.round
      repo.find
      helper = build_helper
      helper.run
    end
    alias sum total
    define_method(:again) { total }
    def repo = @repo ||= Repo.new
    def build_helper
      return Helper.new if check
      Helper.new
    end
  end
end
class Shop::Cart
  def check
    lines.each { |check| check.go }
    log(sum)
  end
end
def log(x); end
""",
    "lib/shop/more.rb": """
module Shop
  class Repo
    def find; end
    def stray; end
  end
  Money = Struct.new(:amount) do
    def round = amount
  end
  module Countable
    extend self
    def count = helper_count
    def helper_count = 1
    module ClassMethods
      def counted; lookup; end
    end
  end
  class Helper
    def run; self.class.make; end
    def self.make; end
    private_class_method def self.hidden; end
  end
end
""",
    "bin/shop.rb": """
require_relative "../lib/shop/cart"
Shop::Cart.build(1).prepare.total
Shop::Cart.counted
Shop::Countable.count
Shop::Cart.count
log 1
unknown.stray
""",
    "spec/cart_spec.rb": """
RSpec.describe Shop::Cart do
  def make; Shop::Helper.new; end
  context "a" do
    def make; 2; end
    it { make }
  end
  it { make.run }
end
""",
    "lib/loud.rb": """
module Loud
  def speak = super
end
class Animal
  def speak; end
end
class Dog < Animal
  prepend Loud
  def speak = super
  def bark = speak
end
Dog.new.speak
class Dog
  def self.find = new
end
Dog.find.bark
""",
    "scripts/log.rb": "def log(x) = 1\nlog(2)\n",
}

CALLS = [
    ("bin/shop.rb::<module>", "lib/shop/base.rb::Shop.Base.build"),
    ("bin/shop.rb::<module>", "lib/shop/base.rb::Shop.Base.prepare"),
    ("bin/shop.rb::<module>", "lib/shop/cart.rb::Shop.Cart.total"),
    ("bin/shop.rb::<module>", "lib/shop/cart.rb::log"),
    ("bin/shop.rb::<module>", "lib/shop/more.rb::Shop.Countable.ClassMethods.counted"),
    ("bin/shop.rb::<module>", "lib/shop/more.rb::Shop.Countable.count"),
    ("lib/loud.rb::<module>", "lib/loud.rb::Dog"),
    ("lib/loud.rb::<module>", "lib/loud.rb::Dog.bark"),
    ("lib/loud.rb::<module>", "lib/loud.rb::Dog.find"),
    ("lib/loud.rb::<module>", "lib/loud.rb::Loud.speak"),
    ("lib/loud.rb::Dog.bark", "lib/loud.rb::Loud.speak"),
    ("lib/loud.rb::Dog.find", "lib/loud.rb::Dog"),
    ("lib/loud.rb::Dog.speak", "lib/loud.rb::Animal.speak"),
    ("lib/shop/base.rb::Shop.Base.build", "lib/shop/base.rb::Shop.Base"),
    ("lib/shop/base.rb::Shop.Base.lookup", "lib/shop/base.rb::Shop.Base.registry"),
    ("lib/shop/base.rb::Shop.Base.prepare", "lib/shop/base.rb::Shop.Base.check"),
    ("lib/shop/cart.rb::Shop.Cart", "lib/shop/more.rb::Shop.Money"),
    ("lib/shop/cart.rb::Shop.Cart.again", "lib/shop/cart.rb::Shop.Cart.total"),
    ("lib/shop/cart.rb::Shop.Cart.build_helper", "lib/shop/cart.rb::Shop.Cart.check"),
    ("lib/shop/cart.rb::Shop.Cart.build_helper", "lib/shop/more.rb::Shop.Helper"),
    ("lib/shop/cart.rb::Shop.Cart.check", "lib/shop/cart.rb::Shop.Cart.total"),
    ("lib/shop/cart.rb::Shop.Cart.check", "lib/shop/cart.rb::log"),
    ("lib/shop/cart.rb::Shop.Cart.initialize", "lib/shop/cart.rb::Shop.Cart.note"),
    ("lib/shop/cart.rb::Shop.Cart.initialize", "lib/shop/more.rb::Shop.Repo"),
    ("lib/shop/cart.rb::Shop.Cart.initialize", "lib/shop/more.rb::Shop.Repo.find"),
    ("lib/shop/cart.rb::Shop.Cart.repo", "lib/shop/more.rb::Shop.Repo"),
    ("lib/shop/cart.rb::Shop.Cart.total", "lib/shop/base.rb::Shop.Base.total"),
    ("lib/shop/cart.rb::Shop.Cart.total", "lib/shop/cart.rb::Shop.Cart.build_helper"),
    ("lib/shop/cart.rb::Shop.Cart.total", "lib/shop/cart.rb::Shop.Cart.repo"),
    ("lib/shop/cart.rb::Shop.Cart.total", "lib/shop/more.rb::Shop.Countable.count"),
    ("lib/shop/cart.rb::Shop.Cart.total", "lib/shop/more.rb::Shop.Helper.run"),
    ("lib/shop/cart.rb::Shop.Cart.total", "lib/shop/more.rb::Shop.Money.round"),
    ("lib/shop/cart.rb::Shop.Cart.total", "lib/shop/more.rb::Shop.Repo.find"),
    ("lib/shop/more.rb::Shop.Countable.count", "lib/shop/more.rb::Shop.Countable.helper_count"),
    ("lib/shop/more.rb::Shop.Helper.run", "lib/shop/more.rb::Shop.Helper.make"),
    ("lib/shop/more.rb::Shop.Money.round", "lib/shop/more.rb::Shop.Money.amount"),
    ("scripts/log.rb::<module>", "scripts/log.rb::log"),
    ("spec/cart_spec.rb::<module>", "lib/shop/more.rb::Shop.Helper.run"),
    ("spec/cart_spec.rb::<module>", "spec/cart_spec.rb::make"),
    ("spec/cart_spec.rb::<module>", "spec/cart_spec.rb::make~2"),
    ("spec/cart_spec.rb::make", "lib/shop/more.rb::Shop.Helper"),
]


def test_bare_names_receivers_and_classes_in_parts_are_resolved(tmp_path: Path) -> None:
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, FILES), repository)
        assert {str(entry.status) for entry in repository.ledger().values()} == {"ok"}
        edges = [(edge.source_id, edge.edge_type, edge.target_id) for edge in repository.edges()]
        assert sorted((source, target) for source, kind, target in edges if kind == "call") == CALLS
        assert [(source, target) for source, kind, target in edges if kind == "callback"] == [
            ("lib/shop/cart.rb::Shop.Cart", "lib/shop/cart.rb::Shop.Cart.check")
        ]


def test_a_class_that_gets_another_part_changes_its_users(tmp_path: Path) -> None:
    called = ("bin/shop.rb::<module>", "call", "lib/more.rb::Shop.Cart.count")
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, FILES), repository)
        write_tree(tmp_path, {"lib/more.rb": "class Shop::Cart\n  extend Far\n  def self.count = 1\nend\n"})
        sync(tmp_path, repository)
        assert_equals_fresh(tmp_path, repository)
        assert called in [(edge.source_id, edge.edge_type, edge.target_id) for edge in repository.edges()]
        (tmp_path / "lib/more.rb").unlink()
        sync(tmp_path, repository)
        assert_equals_fresh(tmp_path, repository)
        assert called not in [(edge.source_id, edge.edge_type, edge.target_id) for edge in repository.edges()]
