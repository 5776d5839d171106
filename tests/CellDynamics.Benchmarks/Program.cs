using BenchmarkDotNet.Running;

// In this process: a generated project would copy libtorch and inherit the build rules of the repository.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args, "--inProcess"]);
