import json
import logging


def use():
    json.loads("1")  #> unresolved json.loads
    logging.info("1")  #> unresolved logging.info
