"""Writes the small arrays and pickles that the readers of OtherFormats and of the published organoid files are tested on, hostile ones among them.

usage: /usr/bin/python3 tests/Golden/array_files.py   (from the root of the repository; the files are checked in)
"""
import os
import pickle
import struct

import numpy as np

ROOT = os.path.dirname(os.path.abspath(__file__))
ARRAYS, TRELLIS = os.path.join(ROOT, "arrays"), os.path.join(ROOT, "trellis")
for folder in (ARRAYS, TRELLIS):
    os.makedirs(folder, exist_ok=True)


def raw(name, content):
    with open(os.path.join(ARRAYS, name), "wb") as f:
        f.write(content)


# --- matrices -------------------------------------------------------------------------------------------------------
matrix = np.arange(35, dtype="<f8").reshape(7, 5) / 8 - 2
np.save(os.path.join(ARRAYS, "double.npy"), matrix)
np.save(os.path.join(ARRAYS, "single.npy"), matrix.astype("<f4"))
np.save(os.path.join(ARRAYS, "fortran.npy"), np.asfortranarray(matrix))
np.save(os.path.join(ARRAYS, "big_endian.npy"), matrix.astype(">f8"))
np.save(os.path.join(ARRAYS, "whole.npy"), np.arange(6).reshape(2, 3))
np.save(os.path.join(ARRAYS, "vector.npy"), matrix[0])
np.save(os.path.join(ARRAYS, "structured.npy"), np.zeros((2, 2), dtype=[("a", "<f8"), ("b", "<f8")]))
np.save(os.path.join(ARRAYS, "objects.npy"), np.array([[{}, 1]], dtype=object))
with open(os.path.join(ARRAYS, "version2.npy"), "wb") as f:
    np.lib.format.write_array(f, matrix, version=(2, 0))
with open(os.path.join(ARRAYS, "double.npy"), "rb") as f:
    whole = f.read()
raw("cut.npy", whole[:-1])
raw("cut_header.npy", whole[:40])
raw("huge_header.npy", b"\x93NUMPY\x02\x00" + struct.pack("<I", 0xFFFFFFF0) + whole[10:])
raw("huge_shape.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + b"{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 2147483647), }".ljust(117) + b"\n")

# --- pickles that are data ------------------------------------------------------------------------------------------
shared = np.array([5, 6, 7], dtype=np.int64)
data = {
    "text": "ß and \u2603", "whole": [0, 255, 256, 65536, -1, 2**31, -(2**40), 2**62], "real": 0.25, "yes": True, "no": False, "nothing": None,
    "bytes": b"\x00\xff", "none at all": b"", "tuple": (1,), "tuples": ((), (1, 2), (1, 2, 3), (1, 2, 3, 4)), "empty": [{}, []],
    "int64": shared, "again": shared, "int32": np.array([-1, 2], dtype=np.int32), "uint8": np.array([200], dtype=np.uint8),
    "bool": np.array([True, False]), "int16": np.array([-300], dtype=np.int16), "uint64": np.array([2**40], dtype=np.uint64), "no rows": np.array([], dtype=np.int64),
    "square": np.arange(6).reshape(2, 3), 7: "by number", 2.5: "by real", np.int64(9): "by numpy", np.float64(0.5): "by numpy real",
    "long list": list(range(2500)),
}
for protocol in (2, 3, 4, 5):
    raw(f"data_{protocol}.pickle", pickle.dumps(data, protocol))
# NumPy 2 calls the same functions by a new name.
raw("numpy2.pickle", pickle.dumps(data, 2).replace(b"numpy.core.", b"numpy._core."))


# --- pickles that are programs, or broken ---------------------------------------------------------------------------
class Run:
    def __reduce__(self):
        return os.system, ("touch /tmp/celldynamics-was-here",)


class Plain:
    pass


class WithState:
    def __init__(self):
        self.a = 1


text = lambda s: b"\x8c" + bytes([len(s)]) + s.encode()
raw("hostile_system_2.pickle", pickle.dumps({"a": Run()}, 2))
raw("hostile_system_4.pickle", pickle.dumps({"a": Run()}, 4))
raw("hostile_eval.pickle", b"\x80\x04c__builtin__\neval\n(X\x03\x00\x00\x001+1tR.")
raw("hostile_import.pickle", b"\x80\x02cnumpy.testing._private.utils\nrunstring\n(U\x041+1 }tR.")
raw("hostile_object.pickle", pickle.dumps(Plain(), 4))
raw("hostile_state.pickle", pickle.dumps(WithState(), 2))
raw("hostile_instance.pickle", b"\x80\x02(ios\nsystem\n.")
raw("hostile_build.pickle", b"\x80\x02}}b.")
raw("hostile_persistent.pickle", b"\x80\x02Pfile\n.")
raw("hostile_extension.pickle", b"\x80\x02\x82\x01.")
raw("hostile_buffer.pickle", b"\x80\x05\x97.")
raw("hostile_length.pickle", b"\x80\x04\x8e" + struct.pack("<Q", 2**63) + b".")
raw("hostile_long.pickle", b"\x80\x04\x8b" + struct.pack("<I", 2**31 - 1) + b".")
raw("hostile_memo.pickle", b"\x80\x04h\x07.")
raw("hostile_stack.pickle", b"\x80\x04.")
raw("hostile_mark.pickle", b"\x80\x04e.")
raw("hostile_below_mark.pickle", b"\x80\x04](K\x01\x861.")
raw("hostile_function.pickle", b"\x80\x04cnumpy\nndarray\n.")
raw("hostile_argument.pickle", b"\x80\x04cnumpy\ndtype\n]R.")
raw("hostile_floats.pickle", pickle.dumps(np.array([0.5]), 4))
raw("hostile_objects.pickle", pickle.dumps(np.array([Run(), None], dtype=object), 4))
raw("hostile_text_array.pickle", pickle.dumps(np.array(["a"]), 4))
raw("hostile_big_endian.pickle", pickle.dumps(np.array([1], dtype=">i8"), 4))
raw("hostile_fortran.pickle", pickle.dumps(np.asfortranarray(np.arange(6).reshape(2, 3)), 4))
raw("hostile_uint64.pickle", pickle.dumps(np.array([2**63], dtype=np.uint64), 4))
raw("hostile_set.pickle", pickle.dumps({1, 2}, 4))
raw("hostile_protocol_0.pickle", pickle.dumps({"a": 1}, 0))
raw("hostile_protocol_9.pickle", b"\x80\x09}.")
raw("hostile_cut.pickle", pickle.dumps(data, 4)[:-100])
raw("hostile_empty.pickle", b"")
# A shape that its bytes do not fill, and one whose product overflows.
array = pickle.dumps(np.array([1, 2, 3], dtype=np.int64), 2)
assert array.count(b"K\x03\x85") == 1
raw("hostile_shape.pickle", array.replace(b"K\x03\x85", b"K\x04\x85"))
raw("hostile_overflow.pickle", array.replace(b"K\x03\x85", b"(" + b"J\xff\xff\xff\x7f" * 40 + b"t"))
# Bytes that stand once and are named twenty times.
raw("hostile_again.pickle", b"\x80\x05" + b"\x8e" + struct.pack("<Q", 20000) + bytes(20000) + b"\x940"
    + b"cnumpy\ndtype\n" + text("i8") + b"\x89\x88\x87R" + b"\x940"
    + b"](" + (b"cnumpy.core.numeric\n_frombuffer\n(h\x00h\x01M\xc4\x09\x85" + text("C") + b"tR") * 20 + b"e.")
# Deep nesting is only deep: a reader that calls itself would overflow.
raw("deep.pickle", b"\x80\x04" + b"](" * 30000 + b"K\x01" + b"e" * 30000 + b".")

# --- organoid files as they were published, in small ----------------------------------------------------------------
rng = np.random.default_rng(0)
cells = np.round(rng.normal(size=(120, 5)), 3)
np.save(os.path.join(TRELLIS, "trellis_replicas_1_normalized.npy"), cells)
np.save(os.path.join(TRELLIS, "trellis_pdo21_normalized.npy"), (cells + 10).astype("<f4"))


def rows(first, count):
    return np.arange(first, first + count)


experiments = {
    "DMSO": {0: {"PDO": {"PDO": rows(0, 8), "Fib": rows(8, 2)}, "F": {"Fib": rows(10, 10)}}},
    "H2O": {0: {"PDO": {"PDO": list(range(20, 26)), "Fib": []}}},
    "O": {1: {"PDO": {"PDO": rows(30, 9), "Fib": rows(39, 1)}}, 3: {"PDO": {"PDO": rows(40, 7), "Fib": rows(47, 3)}, "F": {"Fib": rows(50, 6)}}},
    "CSF": {2: {"PDO": {"PDO": rows(60, 3), "Fib": rows(63, 1)}}, 1: {"PDO": {"PDO": rows(70, 10), "Fib": rows(80, 0)}}, 10: {"F": {"Fib": rows(90, 5)}}},
}
with open(os.path.join(TRELLIS, "data_splits_replicas_1.pickle"), "wb") as f:
    pickle.dump({"train": experiments, "test": {"DMSO": {0: {"PDO": {"PDO": rows(100, 6)}}}, "S": {"2.0": {"PDO": {"PDO": rows(106, 7)}}}}}, f, 4)
with open(os.path.join(TRELLIS, "split_patient_test_pdo21.pickle"), "wb") as f:
    pickle.dump({"pdo-21": {"AH": {0: {"PDO": {"PDO": rows(0, 6), "Fib": rows(6, 6)}}}, "F": {np.float64(5): {"PDO": {"PDO": rows(20, 6)}}}},
                 "pdo-5": {"AH": {0: {"PDO": {"PDO": rows(60, 6)}}}, "F": {np.float64(5): {"PDO": {"PDO": rows(70, 6)}}}}}, f, 2)
