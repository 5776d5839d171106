using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CellDynamics.Runs;
using Microsoft.AspNetCore.DataProtection;

namespace CellDynamics.Web.Hosting;

/// <summary>The keys that protect cookies and forms, kept beside the data so that a page that stays open survives a restart of the server.</summary>
public static class KeyRing
{
    /// <summary>Key <c>DataProtection:Certificate</c> (a .pfx file, with <c>DataProtection:PasswordFile</c> where it has a password): what is kept is encrypted with it.</summary>
    /// <exception cref="InvalidOperationException">The certificate cannot be read or has no private key.</exception>
    public static void AddKeyRing(this IServiceCollection services, IConfiguration configuration, RunsOptions options)
    {
        IDataProtectionBuilder keys = services.AddDataProtection().SetApplicationName("CellDynamics").PersistKeysToFileSystem(new DirectoryInfo(options.Keys));
        if (configuration["DataProtection:Certificate"] is { Length: > 0 } file)
            keys.ProtectKeysWithCertificate(Read(file, configuration["DataProtection:PasswordFile"]));
    }

    private static X509Certificate2 Read(string file, string? passwordFile)
    {
        if (!File.Exists(file))
            throw new InvalidOperationException($"DataProtection:Certificate: expected a .pfx file, found none, or none that this user may see, at {file}.");
        try
        {
            X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12FromFile(file, passwordFile is { Length: > 0 } ? File.ReadAllText(passwordFile).TrimEnd('\r', '\n') : null);
            return certificate.HasPrivateKey ? certificate : throw new InvalidOperationException($"DataProtection:Certificate: expected a certificate with its private key, found {file} without one.");
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"DataProtection:Certificate: expected a .pfx file that can be opened, found {file}{(passwordFile is { Length: > 0 } ? $" with the password in {passwordFile}" : " without DataProtection:PasswordFile")}. {failure.Message}", failure);
        }
    }
}
