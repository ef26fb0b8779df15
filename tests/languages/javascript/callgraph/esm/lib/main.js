export default function main() {
  return extra(); //> ::extra
}

export const extra = () => 1;
