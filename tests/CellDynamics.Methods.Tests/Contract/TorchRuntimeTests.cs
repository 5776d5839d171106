using CellDynamics.Methods.Contract;
using TorchSharp;

namespace CellDynamics.Methods.Tests.Contract;

public class TorchRuntimeTests
{
    [Fact]
    public void Libtorch_loads_and_computes()
    {
        TorchRuntime.Load();
        using torch.Tensor product = torch.ones(2, 3, dtype: torch.float64).matmul(torch.ones(3, 2, dtype: torch.float64));
        Assert.Equal(12.0, product.sum().item<double>());
    }

    [Fact]
    public void The_patch_weakens_exactly_the_one_version_need()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The patch concerns ELF libraries only.");
        byte[] image = File.ReadAllBytes(Shipped());
        byte[] patched = [.. image];
        Assert.True(TorchRuntime.WeakenVersionNeed(patched, "GLIBCXX_3.4.32"));
        int[] changed = [.. Enumerable.Range(0, image.Length).Where(i => image[i] != patched[i])];
        int at = Assert.Single(changed);
        Assert.Equal(0, image[at] & 0x2);
        Assert.Equal(image[at] | 0x2, patched[at]);
    }

    [Fact]
    public void A_version_that_is_not_needed_and_a_file_that_is_no_library_are_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The patch concerns ELF libraries only.");
        byte[] image = File.ReadAllBytes(Shipped());
        byte[] copy = [.. image];
        Assert.False(TorchRuntime.WeakenVersionNeed(copy, "GLIBCXX_9.9.99"));
        Assert.Equal(image, copy);
        Assert.False(TorchRuntime.WeakenVersionNeed(new byte[200], "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void The_patched_copy_is_made_once_and_the_shipped_file_stays_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The patch concerns ELF libraries only.");
        string cache = Directory.CreateTempSubdirectory().FullName;
        byte[] before = File.ReadAllBytes(Shipped());
        string first = TorchRuntime.PatchedCopy(Shipped(), "GLIBCXX_3.4.32", cache);
        DateTime written = File.GetLastWriteTimeUtc(first);
        string second = TorchRuntime.PatchedCopy(Shipped(), "GLIBCXX_3.4.32", cache);
        Assert.Equal(first, second);
        Assert.Equal(written, File.GetLastWriteTimeUtc(second));
        Assert.Equal(before, File.ReadAllBytes(Shipped()));
        Directory.Delete(cache, recursive: true);
    }

    [Theory]
    [InlineData("/usr/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by x.so)", "GLIBCXX_3.4.32")]
    [InlineData("libfoo.so: cannot open shared object file: No such file or directory", null)]
    public void Only_a_missing_libstdcxx_version_leads_to_the_patch(string message, string? version) =>
        Assert.Equal(version, TorchRuntime.MissingVersion(message));

    private static string Shipped() =>
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
}
