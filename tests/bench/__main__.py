"""`python -m tests.bench [--quick] [--judging] [--long] [--clips FOLDER]`
`python -m tests.bench --store [--lake] [--contacts N] [--work FOLDER]`
`python -m tests.bench --pages STORE`.

Every process that is measured imports this module, so it imports nothing.
"""

if __name__ == "__main__":
    from tests.bench.report import main

    main()
