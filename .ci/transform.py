"""Prints what SAM makes of the template, as CloudFormation gets it: linting the source alone hides mistakes in it."""
import json, os, sys
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies(dict):
    def load(self):
        return {}


template = yaml_parse(open(sys.argv[1]).read())
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://somewhere/code.zip"
values = {name: "" for name in template["Parameters"]}
json.dump(transform(template, values, NoManagedPolicies()), sys.stdout, indent=1)
